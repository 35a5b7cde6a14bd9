using System.Text.Json;
using System.Text.RegularExpressions;
using Fixia.Local.Stack;

namespace Fixia.EndToEnd.Tests;

/// <summary><c>fixia.http</c> against the functions that there are.</summary>
public sealed partial class HttpFileTests
{
    [Fact]
    public async Task The_http_file_holds_every_endpoint_and_no_other()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(StackProcess.RepositoryRoot, "fixia.http"), TestContext.Current.CancellationToken);
        var shown = Request().Matches(text).Select(request => $"{request.Groups["method"]} {Variable().Replace(request.Groups["route"].Value, "{}")}");
        using var metadata = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(StackOptions.BuiltFunctionsApp, "functions.metadata"), TestContext.Current.CancellationToken));
        var endpoints =
            from function in metadata.RootElement.EnumerateArray()
            from binding in function.GetProperty("bindings").EnumerateArray()
            where binding.GetProperty("type").GetString() == "httpTrigger"
            from verb in binding.GetProperty("methods").EnumerateArray()
            select $"{verb.GetString()!.ToUpperInvariant()} {RouteParameter().Replace(binding.GetProperty("route").GetString()!, "{}")}";
        Assert.Equal(endpoints.Order(StringComparer.Ordinal), shown.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^(?<method>[A-Z]+) \{\{api\}\}/(?<route>[^?\s]+)", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"\{\{[^}]+\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex RouteParameter();
}
