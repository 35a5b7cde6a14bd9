using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Fixia.Shared.Tests.Realtime;

/// <summary>A service that asks to be left alone for a while.</summary>
internal sealed class BusyResponse(string retryAfter) : Response
{
    private const string RetryAfter = "Retry-After";

    public override int Status => 429;

    public override string ReasonPhrase => "Too Many Requests";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader(RetryAfter, retryAfter)];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
        (value = string.Equals(name, RetryAfter, StringComparison.OrdinalIgnoreCase) ? retryAfter : null) is not null;

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) =>
        (values = TryGetHeader(name, out var value) ? [value] : null) is not null;
}
