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
            await ErrorBody.WriteAsync(context, error.StatusCode, "BadRequest", error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.Response.HasStarted)
        {
            Log.RequestFailed(service.Logger, context.Request.Method, context.Request.Path, error);
            await ErrorBody.WriteAsync(context, StatusCodes.Status500InternalServerError, "InternalServerError", "The service failed.");
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
            throw new RestException(StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed", "The operation takes another method.");
        }

        if (found.NeedsToken)
        {
            await _authentication.AuthenticateAsync(context, path);
        }

        ApiVersion.Check(context.Request);
        await found.RunAsync(new RestCall(context, service, found.ValuesOf(segments)));
    }
}
