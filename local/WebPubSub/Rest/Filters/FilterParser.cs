using System.Globalization;
using Fixia.Local.WebPubSub.Clients;

namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>Reads a filter by the grammar and the precedence of reference-odata-filter.</summary>
internal sealed class FilterParser(string filter)
{
    /// <summary>Deeper nesting than anyone writes; without it a filter could exhaust the stack.</summary>
    private const int MaxDepth = 100;

    private static readonly string[] Operators = ["and", "or", "eq", "ne", "gt", "ge", "lt", "le", "in"];

    private readonly List<FilterToken> _tokens = FilterLexer.Read(filter);
    private int _next;
    private int _depth;

    private FilterToken Next => _tokens[_next];

    /// <exception cref="FilterException">The filter does not follow the grammar, or its types do not fit.</exception>
    public Func<ClientConnection, bool> Parse()
    {
        var condition = Or().AsBool();
        return Next.Kind == FilterTokenKind.End ? condition : throw Unexpected();
    }

    private FilterValue Or() => Chain("or", And, static (conditions, connection) => Array.Exists(conditions, one => one(connection)));

    private FilterValue And() => Chain("and", Comparison, static (conditions, connection) => Array.TrueForAll(conditions, one => one(connection)));

    /// <summary>Operands of one operator, kept side by side: a filter of many clauses is wide, not deep.</summary>
    private FilterValue Chain(
        string word, Func<FilterValue> operand, Func<Func<ClientConnection, bool>[], ClientConnection, bool> combine)
    {
        var start = _next;
        var first = operand();
        if (!Next.IsWord(word))
        {
            return first;
        }

        var conditions = new List<Func<ClientConnection, bool>> { first.AsBool() };
        while (TakeWord(word))
        {
            conditions.Add(operand().AsBool());
        }

        var all = conditions.ToArray();
        return new FilterValue.Bool(SourceFrom(start), connection => combine(all, connection));
    }

    private FilterValue Comparison()
    {
        var start = _next;
        var left = Unary();
        if (Next.Kind != FilterTokenKind.Word)
        {
            return left;
        }

        var word = Next.Text;
        switch (word)
        {
            case "eq" or "ne":
                _next++;
                return Equality(start, left, Unary(), word == "eq");
            case "gt" or "ge" or "lt" or "le":
                _next++;
                return Order(start, left.AsInt(), Unary().AsInt(), word);
            case "in":
                _next++;
                return In(start, left);
            default:
                return left;
        }
    }

    private FilterValue Unary()
    {
        if (++_depth > MaxDepth)
        {
            throw new FilterException($"The filter is nested more than {MaxDepth} deep.");
        }

        try
        {
            if (!TakeWord("not"))
            {
                return Primary();
            }

            var start = _next - 1;
            var condition = Unary().AsBool();
            return new FilterValue.Bool(SourceFrom(start), connection => !condition(connection));
        }
        finally
        {
            _depth--;
        }
    }

    private FilterValue Primary()
    {
        var start = _next++;
        var token = _tokens[start];
        switch (token.Kind)
        {
            case FilterTokenKind.Text:
                return new FilterValue.Text(SourceFrom(start), _ => token.Text);
            case FilterTokenKind.Number when int.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return new FilterValue.Int(token.Text, _ => number);
            case FilterTokenKind.Symbol when token.Text == "(":
                var inner = Or();
                TakeSymbol(")");
                return inner;
            case FilterTokenKind.Word when Next.IsSymbol("("):
                var arguments = Arguments();
                return FilterFunctions.Call(token.Text, arguments, SourceFrom(start));

            // Before whether the name is known, as with the service: an operator has to follow.
            case FilterTokenKind.Word when Next.Kind is FilterTokenKind.Text or FilterTokenKind.Number
                || (Next.Kind == FilterTokenKind.Word && !Operators.Contains(Next.Text)):
                throw Unexpected();
            case FilterTokenKind.Word:
                return Named(token);
            default:
                _next--;
                throw Unexpected();
        }
    }

    private static FilterValue Named(FilterToken token) => token.Text switch
    {
        "true" => new FilterValue.Bool(token.Text, static _ => true),
        "false" => new FilterValue.Bool(token.Text, static _ => false),
        "null" => new FilterValue.Null(token.Text),
        var name when Is(name, "userId") => new FilterValue.Text(name, static connection => connection.UserId),
        var name when Is(name, "connectionId") => new FilterValue.Text(name, static connection => connection.Id),
        var name when Is(name, "protocol") => new FilterValue.Text(name, static connection => connection.Identity.Subprotocol),
        var name when Is(name, "groups") => new FilterValue.Collection(name, static connection => connection.Groups),
        _ => throw new FilterException($"The filter has an unknown identifier '{token.Text}' at {token.Position}."),
    };

    private List<FilterValue> Arguments()
    {
        TakeSymbol("(");
        var arguments = new List<FilterValue> { Or() };
        while (Next.IsSymbol(","))
        {
            _next++;
            arguments.Add(Or());
        }

        TakeSymbol(")");
        return arguments;
    }

    private FilterValue.Bool Equality(int start, FilterValue left, FilterValue right, bool expected)
    {
        if (left is FilterValue.Collection || right is FilterValue.Collection)
        {
            throw new FilterException($"Invalid syntax for '{SourceFrom(start)}': a collection cannot be compared. (Parameter 'filter')");
        }

        return new FilterValue.Bool(SourceFrom(start), connection => Equals(left.Get(connection), right.Get(connection)) == expected);
    }

    private FilterValue.Bool Order(int start, Func<ClientConnection, int?> left, Func<ClientConnection, int?> right, string word) =>
        new(SourceFrom(start), connection => (left(connection), right(connection)) switch
        {
            ({ } one, { } other) => word switch
            {
                "gt" => one > other,
                "ge" => one >= other,
                "lt" => one < other,
                _ => one <= other,
            },

            // Nothing is greater or less than null.
            _ => false,
        });

    private FilterValue.Bool In(int start, FilterValue left)
    {
        var candidates = Next.IsSymbol("(") ? Arguments() : [Primary()];
        if (candidates is [FilterValue.Collection collection])
        {
            var item = left.AsText();
            return new FilterValue.Bool(SourceFrom(start), connection => collection.Read(connection).Contains(item(connection)));
        }

        if (left is FilterValue.Collection || candidates.Exists(candidate => candidate is FilterValue.Collection))
        {
            throw new FilterException($"Invalid syntax for '{SourceFrom(start)}': a collection is not a primitive value. (Parameter 'filter')");
        }

        return new FilterValue.Bool(
            SourceFrom(start), connection => candidates.Exists(candidate => Equals(left.Get(connection), candidate.Get(connection))));
    }

    private bool TakeWord(string word)
    {
        var found = Next.IsWord(word);
        _next += found ? 1 : 0;
        return found;
    }

    private void TakeSymbol(string symbol)
    {
        if (!Next.IsSymbol(symbol))
        {
            throw Unexpected();
        }

        _next++;
    }

    private string SourceFrom(int start) => filter[_tokens[start].Position.._tokens[_next].Position].Trim();

    private FilterException Unexpected() => FilterException.Syntax(filter, Next.End);

    private static bool Is(string name, string identifier) => name.Equals(identifier, StringComparison.OrdinalIgnoreCase);
}
