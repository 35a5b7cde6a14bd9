using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>The body of a query: https://learn.microsoft.com/rest/api/cosmos-db/query-documents.</summary>
internal sealed record QueryRequest(SelectQuery Query, Evaluator Evaluator)
{
    /// <exception cref="ServiceException">400 or 501: the query is wrong or uses what is not supported.</exception>
    public static QueryRequest Parse(JsonElement body)
    {
        if (!body.TryGetProperty("query", out var text) || text.ValueKind != JsonValueKind.String)
        {
            throw ServiceException.BadRequest("The body has no query.");
        }

        return new QueryRequest(QueryParser.Parse(text.GetString()!), new Evaluator(ReadParameters(body)));
    }

    private static Dictionary<string, Value> ReadParameters(JsonElement body)
    {
        var parameters = new Dictionary<string, Value>();
        if (body.TryGetProperty("parameters", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var parameter in list.EnumerateArray())
            {
                if (parameter.ValueKind != JsonValueKind.Object || !parameter.TryGetProperty("name", out var name)
                    || name.ValueKind != JsonValueKind.String)
                {
                    throw ServiceException.BadRequest("A parameter of the query has no name.");
                }

                parameters[name.GetString()!] = parameter.TryGetProperty("value", out var value) ? Value.From(value) : Value.Undefined;
            }
        }

        return parameters;
    }
}
