using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Samples;

public sealed class HttpSamples(Recorder recorder, ScopedService scoped)
{
    [Function("Greet")]
    public IResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name}")] HttpRequest request, string name) =>
        Results.Json(new { greeting = $"Hello {name}", query = request.Query["q"].ToString() });

    [Function("Hello")]
    public IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello/{name}")] HttpRequest request, string name) =>
        Results.Text($"Hello {name}");

    [Function("ProcessId")]
    public IResult Process([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "process")] HttpRequest request) =>
        Results.Text($"{Environment.ProcessId}");

    [Function("ByName")]
    public Task<IResult> ByNameAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        Task.FromResult(Results.Text(request.Method));

    [Function("Typed")]
    public IResult Typed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{number:int}/{id:guid}/{flag?}")] HttpRequest request,
        int number,
        Guid id,
        bool? flag) => Results.Text($"{number} {id} {flag?.ToString() ?? "none"} {request.Path}");

    [Function("Unconstrained")]
    public IResult Unconstrained([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "number/{number}")] HttpRequest request, int number) =>
        Results.Text($"{number} {request.Path}");

    [Function("Mvc")]
    public IActionResult Mvc([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "mvc")] HttpRequest request) =>
        new ObjectResult(new { method = request.Method }) { StatusCode = 202 };

    [Function("Nothing")]
    public static void Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        request.HttpContext.Response.Headers["X-Nothing"] = "to say";

    [Function("Context")]
    public IResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
    {
        var ownRequest = context.GetHttpContext()?.Request == request;
        var ownScope = context.InstanceServices.GetService(typeof(ScopedService)) == (object)scoped;
        return Results.Json(new { context.InvocationId, name = context.FunctionDefinition.Name, ownRequest, ownScope });
    }

    [Function("Scope")]
    public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text(scoped.Id.ToString());

    [Function("Keyed")]
    public IResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => Results.Text("in");

    [Function("AdminOnly")]
    public IResult AdminOnly([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "admin-only")] HttpRequest request) => Results.Text("in");

    [Function("Fails")]
    public Task<IResult> FailsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("The secret of the failure");

    [Function("Slow")]
    public async Task<IResult> SlowAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
    {
        recorder.Started.SetResult();
        await recorder.Release.Task.WaitAsync(cancellationToken);
        return Results.Text("finished");
    }
}
