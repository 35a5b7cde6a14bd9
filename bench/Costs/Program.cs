using System.Globalization;
using Fixia.Costs;

// The table of docs/costs.md: dotnet run -c Release --project bench/Costs -- 10 1000 100000 [bench/Costs/costs.json]
// The file, if one is named, gets the last history; bench/Capacity calculates with it.
const int Unread = 10;
var histories = args.Where(argument => char.IsAsciiDigit(argument[0])).Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
var columns = new List<IReadOnlyList<Measured>>();
foreach (var history in histories)
{
    await using var product = await MeteredProduct.StartAsync(CancellationToken.None);
    await product.SeedAsync("ana", history, Unread, CancellationToken.None);
    columns.Add(await product.MeasureAsync("ana", CancellationToken.None));
}

Console.WriteLine($"| operation | {string.Join(" | ", histories.Select(history => history.ToString("N0", CultureInfo.InvariantCulture)))} | requests |");
Console.WriteLine($"|---|{string.Concat(histories.Select(_ => "---|"))}---|");
for (var row = 0; row < columns[0].Count; row++)
{
    var charges = columns.Select(column => column[row].Charge.ToString("F2", CultureInfo.InvariantCulture));
    Console.WriteLine($"| {columns[0][row].Operation} | {string.Join(" | ", charges)} | {columns[0][row].Requests} |");
}

if (args.FirstOrDefault(argument => !char.IsAsciiDigit(argument[0])) is { } sheet)
{
    CostSheet.Write(sheet, columns[^1]);
}
