using System.Diagnostics;

namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>Child processes that do not outlive this one, even when this one is killed.</summary>
public static class GuardedProcess
{
    /// <summary>
    /// A shell that waits for the command and, beside it, for the end of its own input, which comes when its parent is gone. Both
    /// ignore the terminal's Ctrl+C: the parent stops them, when it has no more use for the command.
    /// </summary>
    private const string Guard =
        """trap '' INT; exec 3<&0; "$@" </dev/null & child=$!; { read -r _ <&3; kill -9 $child; } 2>/dev/null & guard=$!; wait $child; status=$?; kill $guard 2>/dev/null; exit $status""";

    /// <summary>
    /// How to start the command so, its output and errors redirected. On Windows, which has no such shell, it is started as it
    /// is, and outlives a parent that is killed.
    /// </summary>
    /// <param name="command">The executable and its arguments.</param>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var info = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(command[0], command.Skip(1))
            : new ProcessStartInfo("/bin/sh", ["-c", Guard, "sh", .. command]);
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return info;
    }
}
