using Cosmos.Tests;

// The test of durability needs an endpoint in a process of its own, to kill it; this program can be that process too.
return args switch
{
    [EndpointProcess.Verb, var dataFile] => await EndpointProcess.RunAsync(dataFile),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
        await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
