using Fixia.Local.FunctionsHost.Functions;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Http;

/// <summary>
/// Maps HTTP functions to routes under the prefix of <c>host.json</c>
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger).
/// </summary>
internal static class HttpTriggers
{
    /// <exception cref="NotSupportedException">A function takes or gives something that this host does not know.</exception>
    public static void Map(
        WebApplication application, IEnumerable<Function> functions, string routePrefix, AppSettings settings,
        FunctionInvoker invoker, FunctionKeys keys, CancellationToken abort)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is not HttpTriggerAttribute trigger)
            {
                continue;
            }

            var route = RoutePatternFactory.Parse($"/{routePrefix}/{settings.Resolve(trigger.Route ?? function.Name)}".Replace("//", "/", StringComparison.Ordinal));
            RequestDelegate handle = new HttpTriggerEndpoint(function, route, invoker, keys, abort).HandleAsync;
            var endpoint = trigger.Methods is { Length: > 0 } methods
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
