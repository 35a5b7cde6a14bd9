using Fixia.Local.FunctionsHost.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Fixia.Local.FunctionsHost.Http;

/// <summary>
/// Maps HTTP functions to routes under the prefix of <c>host.json</c>
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger). The worker routes the same
/// request a second time, so the routes must be the ones that it makes of the same metadata.
/// </summary>
internal static class HttpTriggers
{
    public const string Type = "httpTrigger";

    public static void Map(WebApplication application, IEnumerable<Function> functions, string routePrefix, FunctionKeys keys, WorkerProxy proxy)
    {
        foreach (var function in functions.Where(function => function.Trigger.Is(Type)))
        {
            var level = function.Trigger.Text("authLevel") ?? "function";
            var route = RoutePatternFactory.Parse($"{routePrefix}/{function.Trigger.Text("route") ?? function.Name}");
            RequestDelegate handle = http =>
            {
                if (keys.Opens(level, http.Request))
                {
                    return proxy.InvokeAsync(function, http);
                }

                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            };
            var endpoint = function.Trigger.Texts("methods") is { Count: > 0 } methods
                ? application.MapMethods(route.RawText!, methods.Select(method => method.ToUpperInvariant()), handle)
                : application.Map(route.RawText!, handle);
            endpoint.WithMetadata(function);
        }
    }

    /// <summary>
    /// Answers a route that exists for other methods with 404, as the Functions host does; ASP.NET Core's routing says 405.
    /// </summary>
    public static async Task HideOtherMethodsAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }
            && http.GetEndpoint()?.Metadata.GetMetadata<Function>() is null)
        {
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
