using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Fixia.Local.FunctionsHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Http;

/// <summary>Answers the requests of one HTTP function: key, parameters, invocation, result.</summary>
internal sealed class HttpTriggerEndpoint
{
    // The item under which apps find the request of an invocation (FunctionContext.GetHttpContext).
    private const string HttpContextItem = "HttpRequestContext";

    private static readonly Type[] RouteTypes = [typeof(string), typeof(int), typeof(long), typeof(bool), typeof(Guid)];

    private readonly FunctionInvoker _invoker;
    private readonly FunctionKeys _keys;
    private readonly CancellationToken _abort;
    private readonly AuthorizationLevel _level;
    private readonly InvocationTarget<HttpContext> _target;

    /// <exception cref="NotSupportedException">The function takes or gives something that this host does not know.</exception>
    public HttpTriggerEndpoint(Function function, RoutePattern route, FunctionInvoker invoker, FunctionKeys keys, CancellationToken abort)
    {
        _invoker = invoker;
        _keys = keys;
        _abort = abort;
        _level = ((HttpTriggerAttribute)function.Trigger).AuthLevel;
        _target = new InvocationTarget<HttpContext>(function, parameter => Source(parameter, route));
        var result = _target.Method.ResultType;
        if (result != typeof(void) && !result.IsAssignableTo(typeof(IResult)) && !result.IsAssignableTo(typeof(IActionResult)))
        {
            throw function.Unsupported($"an HTTP function gives an IResult, an IActionResult or nothing, not {result.Name}");
        }
    }

    public async Task HandleAsync(HttpContext http)
    {
        if (!_keys.Opens(_level, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _abort);
        try
        {
            await _invoker.InvokeAsync(
                _target, http, context => Describe(http, context), result => WriteAsync(result, http), cancellation.Token);
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            // The invocation has logged it; the caller learns no more than that it failed.
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static void Describe(HttpContext http, InvocationContext context)
    {
        context.Items[HttpContextItem] = http;
        foreach (var (name, value) in http.Request.RouteValues)
        {
            context.BindingData[name] = value;
        }
    }

    private static Task WriteAsync(object? result, HttpContext http) => result switch
    {
        IResult answer => answer.ExecuteAsync(http),
        IActionResult answer => answer.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    private static ParameterSource<HttpContext>? Source(ParameterInfo parameter, RoutePattern route)
    {
        var type = parameter.ParameterType;
        if (type == typeof(HttpRequest))
        {
            return (http, _) => http.Request;
        }

        if (type == typeof(HttpContext))
        {
            return (http, _) => http;
        }

        var valueType = Nullable.GetUnderlyingType(type) ?? type;
        if (route.GetParameter(parameter.Name!) is null || !RouteTypes.Contains(valueType))
        {
            return null;
        }

        var converter = TypeDescriptor.GetConverter(valueType);
        var absent = type.IsValueType ? Activator.CreateInstance(type) : null;
        return (http, _) => http.Request.RouteValues[parameter.Name!] is { } value
            ? converter.ConvertFromString(null, CultureInfo.InvariantCulture, value.ToString()!)
            : absent;
    }
}
