using System.Globalization;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Local.WebPubSub.Http;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>The data-plane REST API, 2024-12-01: finds the operation, checks the caller and the names, and runs it.</summary>
internal sealed class RestEndpoint(WebPubSubService service)
{
    private readonly RestAuthentication _authentication = new(service);
    private readonly RestOperation[] _operations =
    [
        .. HealthOperations.All,
        .. HubOperations.All,
        .. ConnectionOperations.All,
        .. GroupOperations.All,
        .. UserOperations.All,
        .. GroupMembership.All,
        .. GroupListing.All,
        .. PermissionOperations.All,
        .. TokenOperations.All,
    ];

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RunAsync(context);
        }
        catch (RestException error)
        {
            await error.AnswerAsync(context);
        }
        catch (BadHttpRequestException error)
        {
            var code = error.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Error.PayloadTooLarge" : "Error.BadRequest";
            await ErrorBody.WriteAsync(context, error.StatusCode, code, error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.Response.HasStarted)
        {
            Log.RequestFailed(service.Logger, context.Request.Method, context.Request.Path, error);
            await ErrorBody.WriteAsync(context, StatusCodes.Status500InternalServerError, "Error.InternalServerError", "The service failed.");
        }
    }

    private async Task MisbehaveAsync(HttpContext context, string[] segments)
    {
        var hub = segments is ["api", "hubs", var name, ..] ? name : null;
        await service.Faults.DelayAsync(FaultKind.RestDelayed, hub, context.RequestAborted);
        if (service.Faults.Take(FaultKind.RestThrottled, hub) is { } throttled)
        {
            context.Response.Headers.RetryAfter = ((int)throttled.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            throw new RestException(StatusCodes.Status429TooManyRequests, "Error.TooManyRequests", "A fault on command: too many requests.");
        }

        if (service.Faults.Take(FaultKind.RestUnavailable, hub) is not null)
        {
            throw new RestException(StatusCodes.Status503ServiceUnavailable, "Error.ServiceUnavailable", "A fault on command: unavailable.");
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        var path = RequestTarget.PathOf(context);
        var segments = RequestTarget.SegmentsOf(path);
        var candidates = _operations.Where(operation => operation.Matches(segments)).ToArray();
        if (candidates.Length == 0)
        {
            throw RestException.NotFound("There is no such operation.");
        }

        if (candidates.FirstOrDefault(operation => operation.Method == context.Request.Method) is not { } found)
        {
            context.Response.Headers.Allow = string.Join(", ", candidates.Select(operation => operation.Method));
            throw new RestException(StatusCodes.Status405MethodNotAllowed, "Error.MethodNotAllowed", "The operation takes another method.");
        }

        if (found.NeedsToken)
        {
            await _authentication.AuthenticateAsync(context, path);
        }

        ApiVersion.Check(context.Request);
        await MisbehaveAsync(context, segments);
        await found.RunAsync(new RestCall(context, service, path, found.ValuesOf(segments)));
    }
}
