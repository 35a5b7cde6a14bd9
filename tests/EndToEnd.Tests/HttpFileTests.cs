using System.Reflection;
using System.Text.RegularExpressions;
using Fixia.Functions;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.EndToEnd.Tests;

/// <summary><c>fixia.http</c> against the functions that there are.</summary>
public sealed partial class HttpFileTests
{
    [Fact]
    public async Task The_http_file_holds_every_endpoint_and_no_other()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(StackProcess.RepositoryRoot, "fixia.http"), TestContext.Current.CancellationToken);
        var shown = Request().Matches(text).Select(request => $"{request.Groups["method"]} {Variable().Replace(request.Groups["route"].Value, "{}")}");
        var endpoints =
            from type in typeof(FixiaServices).Assembly.GetExportedTypes()
            from method in type.GetMethods()
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
            where trigger is not null
            from verb in trigger.Methods!
            select $"{verb.ToUpperInvariant()} {RouteParameter().Replace(trigger.Route!, "{}")}";
        Assert.Equal(endpoints.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^(?<method>[A-Z]+) \{\{api\}\}/(?<route>[^?\s]+)", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"\{\{[^}]+\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex RouteParameter();
}
