using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Health API.</summary>
internal static class HealthOperations
{
    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("HEAD", "/api/health", call => call.Answer(StatusCodes.Status200OK)) { NeedsToken = false },
    ];
}
