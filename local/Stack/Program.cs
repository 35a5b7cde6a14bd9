using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Fixia.Local.Cosmos;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

// What ./run passes itself is hidden. It prints local/Stack/help.txt, which a test holds equal to the help of this program.
var data = new Option<string>("--data") { Description = "Where data and generated secrets live.", DefaultValueFactory = _ => ".data" };
var page = new Option<string?>("--page") { Description = "The built page to serve.", Hidden = true };
var console = new Option<string?>("--console") { Description = "The built console to serve.", Hidden = true };
var openApi = new Option<string?>("--openapi") { Description = "The description of the API to serve.", Hidden = true };
var only = new Option<StackParts>("--only")
{
    Description = "Starts some parts only, for example webpubsub,cosmos,storage to run the functions with Functions Core Tools.",
    HelpName = "webpubsub,cosmos,functions,storage",
    CustomParser = ReadParts,
    DefaultValueFactory = _ => StackParts.All,
};
var cosmos = new Option<string?>("--cosmos") { Description = "The connection string of a Cosmos DB account to use instead.", HelpName = "CONNECTION" };
var webPubSub = new Option<string?>("--webpubsub") { Description = "The connection string of a Web PubSub service to use instead.", HelpName = "CONNECTION" };
var functionsPort = PortOption("--functions-port", "The port of the functions and the page.", StackOptions.DefaultFunctionsPort);
var webPubSubPort = PortOption("--webpubsub-port", "The port of the Web PubSub endpoint.", StackOptions.DefaultWebPubSubPort);
var cosmosPort = PortOption("--cosmos-port", "The port of the Cosmos DB endpoint.", StackOptions.DefaultCosmosPort);
var storagePort = PortOption("--storage-port", "The first of Azurite's three ports.", StackOptions.DefaultStoragePort);
var azurite = new Option<string?>("--azurite") { Description = "Where Azurite is installed.", Hidden = true };
var origins = new Option<string[]>("--allow-origin")
{
    Description = "Lets pages of another origin, such as http://localhost:5173, call the functions and sign users in; may be repeated.",
    HelpName = "ORIGIN",
    DefaultValueFactory = _ => [],
};
origins.Validators.Add(result =>
{
    if (result.Tokens.FirstOrDefault(origin => !IsOrigin(origin.Value)) is { } wrong)
    {
        result.AddError($"--allow-origin takes scheme, host and port, such as http://localhost:5173; '{wrong.Value}' is no origin.");
    }
});
var faults = new Option<FaultArgument[]>("--fault")
{
    Description = $"Makes a service fail on command; may be repeated. KIND is one of {FaultArgument.Kinds}; docs/web-pubsub-support.md has the rest, "
        + "for example --fault restThrottled,probability=0.2",
    HelpName = "KIND,name=value,...",
    Arity = ArgumentArity.OneOrMore,
    CustomParser = ReadFaults,
    DefaultValueFactory = _ => [],
};
var verbose = new Option<bool>("--verbose") { Description = "Log every invocation, and what the functions log." };
var user = new Argument<string>("user") { Description = "The user whose token it is." };
var token = new Command("token", "Prints an hour's token of a user, for functions that run with local.settings.sample.json.") { user };
token.SetAction(arguments => Console.WriteLine(new DevSignIn(StackSecrets.Documented, TimeProvider.System, []).CreateToken(arguments.GetRequiredValue(user))));
var command = new RootCommand("Runs Fixia's notifications on this machine, without any Azure account.")
{
    data, page, console, openApi, only, cosmos, webPubSub, functionsPort, webPubSubPort, cosmosPort, storagePort, azurite, origins, faults, verbose, token,
};
command.SetAction((arguments, _) => RunAsync(
    new StackOptions
    {
        Parts = arguments.GetValue(only),
        DataDirectory = arguments.GetRequiredValue(data),
        PageDirectory = arguments.GetValue(page),
        ConsoleDirectory = arguments.GetValue(console),
        ApiDescription = arguments.GetValue(openApi),
        CosmosConnection = arguments.GetValue(cosmos),
        WebPubSubConnection = arguments.GetValue(webPubSub),
        FunctionsPort = arguments.GetValue(functionsPort),
        WebPubSubPort = arguments.GetValue(webPubSubPort),
        CosmosPort = arguments.GetValue(cosmosPort),
        StoragePort = arguments.GetValue(storagePort),
        AzuriteDirectory = arguments.GetValue(azurite),
        AllowedOrigins = arguments.GetValue(origins)!,
        Settings = LogLevels(arguments.GetValue(verbose)),
    },
    arguments.GetValue(faults)!,
    arguments.GetValue(verbose)));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static bool IsOrigin(string text) =>
    Uri.TryCreate(text, UriKind.Absolute, out var url) && url.GetLeftPart(UriPartial.Authority) == text && url.Scheme is "http" or "https";

static StackParts ReadParts(ArgumentResult result)
{
    var parts = StackParts.None;
    foreach (var name in result.Tokens.SelectMany(part => part.Value.Split(',', StringSplitOptions.TrimEntries)))
    {
        switch (name)
        {
            case "cosmos":
                parts |= StackParts.Cosmos;
                break;
            case "webpubsub":
                parts |= StackParts.WebPubSub;
                break;
            case "functions":
                parts |= StackParts.Functions;
                break;
            case "storage":
                parts |= StackParts.Storage;
                break;
            default:
                result.AddError($"--only knows webpubsub, cosmos, functions and storage, separated by commas; '{name}' is none of them.");
                return parts;
        }
    }

    return parts;
}

static FaultArgument[]? ReadFaults(ArgumentResult result)
{
    try
    {
        return [.. result.Tokens.Select(token => FaultArgument.Parse(token.Value))];
    }
    catch (FormatException e)
    {
        result.AddError(e.Message);
        return null;
    }
}

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

static async Task<int> RunAsync(StackOptions options, FaultArgument[] faults, bool verbose)
{
    using var stopping = new CancellationTokenSource();
    using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
    using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
    if (faults.FirstOrDefault(fault => !options.Starts(fault.Part)) is { } elsewhere)
    {
        return await FailAsync($"--fault can't make {elsewhere.Part} fail, because it is not started here.");
    }

    var isStarted = false;
    try
    {
        await using var stack = await FixiaStack.StartAsync(
            options, logging => ConfigureLogging(logging, verbose, () => isStarted), stopping.Token);
        isStarted = true;
        Array.ForEach(faults, fault => fault.TurnOn(stack));
        if (options.Parts.HasFlag(StackParts.Functions))
        {
            Console.WriteLine($"Open {stack.Ready.Page}");
        }

        Console.WriteLine(stack.Ready);
        await await Task.WhenAny(
            stack.Failed, Task.Delay(Timeout.Infinite, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default));
        Console.WriteLine("Stopping");
        return 0;
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        return 0;
    }
    catch (Exception e)
    {
        return await FailAsync(StartFailure.Describe(e) + (verbose ? $"\n{e}" : ""));
    }
}

static async Task<int> FailAsync(string line)
{
    await Console.Error.WriteLineAsync(line);
    return 1;
}

// host.json has the levels of the functions; app settings go over it, here as in Azure.
static Dictionary<string, string?> LogLevels(bool verbose) => verbose
    ? new() { ["AzureFunctionsJobHost__logging__logLevel__Function"] = "Information" }
    : new() { ["AzureFunctionsJobHost__logging__logLevel__Function.*.User"] = "Warning" };

static void ConfigureLogging(ILoggingBuilder logging, bool verbose, Func<bool> isStarted)
{
    logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);

    // Said even without --verbose: who starts the functions waits for it.
    logging.AddFilter(typeof(HubRegistration).FullName, LogLevel.Information);

    // A start that fails is reported once, above, in words for the person at the terminal.
    foreach (var category in (string[])[typeof(CosmosEndpoint).FullName!, "Worker"])
    {
        logging.AddFilter(category, level => verbose || (isStarted() && level >= LogLevel.Warning));
    }

    logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    logging.AddSimpleConsole(console => console.SingleLine = true);
}

static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
    PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stopping.Cancel();
    });
