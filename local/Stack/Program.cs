using System.CommandLine;
using System.Runtime.InteropServices;
using Fixia.Local.Stack;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

var data = new Option<string>("--data") { Description = "Where data and generated secrets live.", DefaultValueFactory = _ => ".data" };
var page = new Option<string?>("--page") { Description = "The built page to serve." };
var functionsPort = PortOption("--functions-port", "The port of the functions and the page.", 7071);
var webPubSubPort = PortOption("--webpubsub-port", "The port of the Web PubSub endpoint.", 8080);
var cosmosPort = PortOption("--cosmos-port", "The port of the Cosmos DB endpoint.", 8081);
var verbose = new Option<bool>("--verbose") { Description = "Log every invocation." };
var command = new RootCommand("Runs Fixia's notifications on this machine, without any Azure account.")
{
    data, page, functionsPort, webPubSubPort, cosmosPort, verbose,
};
command.SetAction((arguments, _) => RunAsync(
    new StackOptions
    {
        DataDirectory = arguments.GetRequiredValue(data),
        PageDirectory = arguments.GetValue(page),
        FunctionsPort = arguments.GetValue(functionsPort),
        WebPubSubPort = arguments.GetValue(webPubSubPort),
        CosmosPort = arguments.GetValue(cosmosPort),
    },
    arguments.GetValue(verbose)));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static Option<int> PortOption(string name, string description, int port)
{
    var option = new Option<int>(name) { Description = description + " 0 takes a free one.", DefaultValueFactory = _ => port };
    option.Validators.Add(result =>
    {
        if (result.Errors.Any() || result.GetValueOrDefault<int>() is < 0 or > 65535)
        {
            result.AddError($"{name} must be a port from 0 to 65535.");
        }
    });
    return option;
}

static async Task<int> RunAsync(StackOptions options, bool verbose)
{
    using var stopping = new CancellationTokenSource();
    using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
    using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
    try
    {
        await using var stack = await FixiaStack.StartAsync(
            options, logging => ConfigureLogging(logging, verbose), stopping.Token);
        Console.WriteLine($"Open {stack.Ready.Page}");
        Console.WriteLine(stack.Ready);
        await Task.Delay(Timeout.Infinite, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        Console.WriteLine("Stopping");
        return 0;
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        return 0;
    }
    catch (IOException e) when (e.InnerException is AddressInUseException)
    {
        await Console.Error.WriteLineAsync($"A port is taken: {e.Message} Choose another one; see --help.");
        return 1;
    }
}

static void ConfigureLogging(ILoggingBuilder logging, bool verbose)
{
    logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);

    // A start that fails is reported once, below, in words for the person at the terminal.
    logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    logging.AddSimpleConsole(console => console.SingleLine = true);
}

static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
    PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stopping.Cancel();
    });
