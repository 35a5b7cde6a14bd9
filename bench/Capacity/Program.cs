using System.Diagnostics;
using System.Globalization;
using Fixia.Capacity.Reports;

// The tables of docs/operations.md and docs/costs.md: dotnet run -c Release --project bench/Capacity [-- USERS...]
int[] sizes = args.Length > 0 ? [.. args.Select(argument => int.Parse(argument, CultureInfo.InvariantCulture))] : [1_000, 8_000, 30_000, 80_000, 100_000];
var clock = Stopwatch.StartNew();
CostReport.Write(sizes);
Console.Error.WriteLine($"costs after {clock.Elapsed.TotalSeconds:F0} s");
IncidentReport.Write(sizes);
Console.Error.WriteLine($"all after {clock.Elapsed.TotalSeconds:F0} s");
