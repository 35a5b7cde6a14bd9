using Fixia.Local.WebPubSub.Clients;

namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>
/// A part of a filter with its type, which is known before any connection is looked at. A string and a number can be
/// null: a connection need not have a user.
/// </summary>
internal abstract record FilterValue(string Source)
{
    public abstract string TypeName { get; }

    /// <summary>The value, as a comparison for equality sees it.</summary>
    public abstract object? Get(ClientConnection connection);

    public sealed record Bool(string Source, Func<ClientConnection, bool> Read) : FilterValue(Source)
    {
        public override string TypeName => "bool";

        public override object? Get(ClientConnection connection) => Read(connection);
    }

    public sealed record Int(string Source, Func<ClientConnection, int?> Read) : FilterValue(Source)
    {
        public override string TypeName => "int";

        public override object? Get(ClientConnection connection) => Read(connection);
    }

    public sealed record Text(string Source, Func<ClientConnection, string?> Read) : FilterValue(Source)
    {
        public override string TypeName => "string";

        public override object? Get(ClientConnection connection) => Read(connection);
    }

    public sealed record Null(string Source) : FilterValue(Source)
    {
        public override string TypeName => "null";

        public override object? Get(ClientConnection connection) => null;
    }

    public sealed record Collection(string Source, Func<ClientConnection, IReadOnlyCollection<string>> Read) : FilterValue(Source)
    {
        public override string TypeName => "collection";

        public override object? Get(ClientConnection connection) => Read(connection);
    }

    public Func<ClientConnection, bool> AsBool() => this is Bool value ? value.Read : throw Unfit("bool");

    public Func<ClientConnection, int?> AsInt() => this switch
    {
        Int value => value.Read,
        Null => static _ => null,
        _ => throw Unfit("int"),
    };

    public Func<ClientConnection, string?> AsText() => this switch
    {
        Text value => value.Read,
        Null => static _ => null,
        _ => throw Unfit("string"),
    };

    /// <summary>The service's own wording (reference-odata-filter, Operator precedence).</summary>
    private FilterException Unfit(string expected) =>
        new($"Invalid syntax for '{Source}': Type '{TypeName}', expect '{expected}'. (Parameter 'filter')");
}
