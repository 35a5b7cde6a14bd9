using System.Diagnostics;

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack's command line, for what ends by itself.</summary>
public static class StackCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Makes a file system that is private to one process and lies over a folder, and then is that process.</summary>
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="options">Those of <c>mount -t tmpfs</c>, such as <c>size=1m</c>.</param>
    /// <param name="before">A shell command that runs in the folder first.</param>
    public static string[] Over(string folder, string options, string before = ":") =>
    [
        "unshare", "--map-root-user", "--mount", "sh", "-c",
        $"mount -t tmpfs -o {options} tmpfs {folder} && (cd {folder} && {before}) && exec \"$@\"", "sh",
    ];

    /// <summary>Skips a test where the machine does not let it make file systems.</summary>
    public static async Task RequireFileSystemsAsync()
    {
        var works = OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare")
            && await ExecuteAsync([.. Over("/tmp", "size=1m"), "true"], TestContext.Current.CancellationToken) is { ExitCode: 0 };
        Assert.SkipUnless(works, "This machine lets nobody but root mount a file system.");
    }

    /// <summary>Runs it on free ports, in a data directory that goes with it.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("fixia-e2e-").FullName;
        try
        {
            return await ExecuteAsync([.. Program, "--data", data, .. arguments], TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>The command without arguments.</summary>
    public static string[] Program { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "fixia-local.dll")];

    /// <summary>Runs any command.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> ExecuteAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Deadline, cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
