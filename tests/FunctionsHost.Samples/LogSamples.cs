using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Samples;

public sealed partial class LogSamples(ILogger<LogSamples> logger)
{
    [Function("Logs")]
    public IResult Logs([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) => Log(context);

    [Function("OtherLogs")]
    public IResult OtherLogs([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) => Log(context);

    private IResult Log(FunctionContext context)
    {
        LogTold(context.FunctionDefinition.Name);
        LogWarned(context.FunctionDefinition.Name);
        return Results.Text("logged");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Told by {Name}")]
    private partial void LogTold(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Warned by {Name}")]
    private partial void LogWarned(string name);
}
