using System.Text.Encodings.Web;
using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;

namespace Cosmos.Tests;

/// <summary>What expressions come to, undefined included. The expected value is JSON, or "undefined".</summary>
public class SqlExpressionTests
{
    private static readonly JsonElement Document = JsonElement.Parse(
        """{"id":"1","n":5,"neg":-2.5,"big":12345678901234,"huge":9223372036854775808,"most":9223372036854775807,"s":"Abc","e":"","t":true,"f":false,"z":null,"a":[1,"x",{"k":1}],"o":{"p":{"q":7},"b c":8}}""");

    [Theory]
    // Paths.
    [InlineData("c.n", "5")]
    [InlineData("c['n']", "5")]
    [InlineData("c.o.p.q", "7")]
    [InlineData("c.o[\"b c\"]", "8")]
    [InlineData("c.a[1]", "\"x\"")]
    [InlineData("c.a[2].k", "1")]
    [InlineData("c.a[9]", "undefined")]
    [InlineData("c.missing.deeper", "undefined")]
    [InlineData("c.z", "null")]
    [InlineData("c.s.length", "undefined")]
    [InlineData("c.big", "12345678901234")]
    // Literals and arithmetic.
    [InlineData("'it\\'s'", "\"it's\"")]
    [InlineData("\"\\u0041\"", "\"A\"")]
    [InlineData("1 + 2 * 3 - 4 / 2", "5")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("7 % 4", "3")]
    [InlineData("-c.n", "-5")]
    [InlineData("1 / 0", "undefined")]
    [InlineData("1 + 'a'", "undefined")]
    [InlineData("1.5e2", "150")]
    [InlineData("'a' || 'b'", "\"ab\"")]
    [InlineData("'a' || 1", "undefined")]
    // Comparisons: across types equality is false, order is undefined.
    [InlineData("1 = 1.0", "true")]
    [InlineData("1 = '1'", "false")]
    [InlineData("1 != '1'", "true")]
    [InlineData("c.s != null", "true")]
    [InlineData("c.z = null", "true")]
    [InlineData("c.missing = null", "undefined")]
    [InlineData("c.missing != 1", "undefined")]
    [InlineData("c.missing = undefined", "undefined")]
    [InlineData("1 < '1'", "undefined")]
    [InlineData("1 < 2", "true")]
    [InlineData("'a' < 'B'", "false")]
    [InlineData("'a' <= 'a'", "true")]
    [InlineData("false < true", "true")]
    [InlineData("null >= null", "true")]
    [InlineData("c.a < c.a", "undefined")]
    [InlineData("c.a = [1, 'x', {k: 1}]", "true")]
    [InlineData("c.o.p = {'q': 7}", "true")]
    [InlineData("'\\uffff' < '\\ud83d\\ude00'", "true")]
    [InlineData("3 <> 4", "true")]
    // Three-valued logic.
    [InlineData("true AND c.missing", "undefined")]
    [InlineData("false AND c.missing", "false")]
    [InlineData("c.missing AND false", "false")]
    [InlineData("true OR c.missing", "true")]
    [InlineData("c.missing OR true", "true")]
    [InlineData("c.missing OR false", "undefined")]
    [InlineData("1 AND true", "undefined")]
    [InlineData("NOT c.missing", "undefined")]
    [InlineData("NOT c.t", "false")]
    [InlineData("NOT NOT c.t", "true")]
    [InlineData("NOT c.n = 5 OR true", "true")]
    [InlineData("c.t AND c.f OR c.t", "true")]
    [InlineData("c.t OR c.t AND c.f", "true")]
    // IN, BETWEEN, LIKE.
    [InlineData("c.n IN (1, 5)", "true")]
    [InlineData("c.n IN ('5')", "false")]
    [InlineData("c.n NOT IN (1, 5)", "false")]
    [InlineData("c.missing IN (1)", "undefined")]
    [InlineData("c.n BETWEEN 1 AND 5", "true")]
    [InlineData("c.n NOT BETWEEN 1 AND 5", "false")]
    [InlineData("c.n BETWEEN 1 AND 5 AND c.t", "true")]
    [InlineData("c.s BETWEEN 1 AND 5", "undefined")]
    [InlineData("c.s LIKE 'A%'", "true")]
    [InlineData("c.s LIKE '_b_'", "true")]
    [InlineData("c.s LIKE 'a%'", "false")]
    [InlineData("'a.c' LIKE 'a.c'", "true")]
    [InlineData("'abc' LIKE 'a.c'", "false")]
    [InlineData("c.n LIKE '5'", "undefined")]
    [InlineData("c.s NOT LIKE 'A%'", "false")]
    // Coalesce and conditional.
    [InlineData("c.missing ?? 'x'", "\"x\"")]
    [InlineData("c.z ?? 'x'", "null")]
    [InlineData("c.t ? 1 : 2", "1")]
    [InlineData("c.missing ? 1 : 2", "2")]
    [InlineData("c.n > 3 ? c.n < 4 ? 'a' : 'b' : 'c'", "\"b\"")]
    // Functions.
    [InlineData("IS_DEFINED(c.z)", "true")]
    [InlineData("IS_DEFINED(c.missing)", "false")]
    [InlineData("is_defined(c.n)", "true")]
    [InlineData("IS_NULL(c.z)", "true")]
    [InlineData("IS_NULL(c.missing)", "false")]
    [InlineData("IS_NUMBER(c.n) AND IS_STRING(c.s) AND IS_BOOL(c.t) AND IS_ARRAY(c.a) AND IS_OBJECT(c.o)", "true")]
    [InlineData("IS_PRIMITIVE(c.a)", "false")]
    [InlineData("IS_INTEGER(c.neg)", "false")]
    [InlineData("IS_INTEGER(5.0)", "true")]
    [InlineData("IS_INTEGER(c.big)", "true")]
    [InlineData("IS_INTEGER(-9223372036854775808)", "true")]
    [InlineData("IS_INTEGER(9223372036854775807)", "true")]
    [InlineData("IS_INTEGER(9223372036854775808)", "false")]
    [InlineData("IS_INTEGER(18446744073709551615)", "false")]
    [InlineData("IS_INTEGER(-1e19)", "false")]
    [InlineData("IS_INTEGER(1e300)", "false")]
    [InlineData("IS_INTEGER(c.huge)", "false")]
    [InlineData("IS_INTEGER(c.most)", "true")]
    [InlineData("IS_INTEGER('5')", "false")]
    [InlineData("ARRAY_CONTAINS(c.a, 'x')", "true")]
    [InlineData("ARRAY_CONTAINS(c.a, {k: 1})", "true")]
    [InlineData("ARRAY_CONTAINS(c.a, {}, true)", "true")]
    [InlineData("ARRAY_CONTAINS(c.n, 5)", "undefined")]
    [InlineData("ARRAY_CONTAINS([1, 2], c.n)", "false")]
    [InlineData("ARRAY_LENGTH(c.a)", "3")]
    [InlineData("STARTSWITH(c.s, 'Ab')", "true")]
    [InlineData("STARTSWITH(c.s, 'ab')", "false")]
    [InlineData("STARTSWITH(c.s, 'ab', true)", "true")]
    [InlineData("STARTSWITH(c.n, 'a')", "undefined")]
    [InlineData("ENDSWITH(c.s, 'bc')", "true")]
    [InlineData("CONTAINS(c.s, 'B', true)", "true")]
    [InlineData("STRINGEQUALS(c.s, 'ABC', true)", "true")]
    [InlineData("INDEX_OF(c.s, 'c')", "2")]
    [InlineData("LOWER(c.s)", "\"abc\"")]
    [InlineData("UPPER(c.s)", "\"ABC\"")]
    [InlineData("LENGTH(c.s)", "3")]
    [InlineData("LENGTH(c.missing)", "undefined")]
    [InlineData("SUBSTRING(c.s, 1, 9)", "\"bc\"")]
    [InlineData("LEFT(c.s, 2)", "\"Ab\"")]
    [InlineData("RIGHT(c.s, 2)", "\"bc\"")]
    [InlineData("TRIM(' x ')", "\"x\"")]
    [InlineData("ABS(c.neg)", "2.5")]
    [InlineData("FLOOR(c.neg)", "-3")]
    [InlineData("CEILING(c.neg)", "-2")]
    [InlineData("ROUND(2.5)", "3")]
    // Objects, arrays, parameters.
    [InlineData("{a: c.n, 'b': c.missing}", """{"a":5}""")]
    [InlineData("[c.n, c.missing, @p]", "[5,42]")]
    [InlineData("@p + 1", "43")]
    [InlineData("@unknown", "undefined")]
    public void An_expression_has_its_value(string expression, string expected)
    {
        var parameters = new Dictionary<string, Value> { ["@p"] = Value.From(42.0) };
        var query = QueryParser.Parse($"SELECT VALUE {expression} FROM c");

        var value = new Evaluator(parameters).Evaluate(query.Value!, Value.From(Document));

        Assert.Equal(expected, Text(value));
    }

    [Fact]
    public void A_query_falls_into_its_clauses()
    {
        var query = QueryParser.Parse(
            "SELECT DISTINCT TOP @n r.a, r.b AS x, r['c d'], 1 FROM root AS r -- a comment\nWHERE r.a = 1 ORDER BY r.a, r.b DESC");

        Assert.True(query.Distinct);
        Assert.Equal(new Parameter("@n"), query.Top);
        Assert.Equal(["a", "x", "c d", "$4"], query.Members!.Select(member => member.Name));
        Assert.IsType<Binary>(query.Where);
        Assert.Equal([false, true], query.OrderBy.Select(term => term.Descending));
    }

    [Theory]
    [InlineData("SELECT * FROM c WHERE c.a & 1 = 1", "operator &")]
    [InlineData("SELECT * FROM c WHERE c.a LIKE 'x' ESCAPE '!'", "ESCAPE")]
    [InlineData("SELECT * FROM c WHERE POWER(c.a, 2) = 4", "POWER")]
    [InlineData("SELECT * FROM c ORDER BY COUNT(1)", "aggregate")]
    [InlineData("SELECT * FROM c WHERE LENGTH(c.a, 1) = 1", "LENGTH with 2 arguments")]
    [InlineData("SELECT * FROM t IN c.tags", "iteration")]
    [InlineData("SELECT * FROM c.tags", "path")]
    [InlineData("SELECT * FROM c ORDER BY RANK x", "RANK")]
    [InlineData("SELECT (SELECT VALUE 1) FROM c", "subquery")]
    [InlineData("SELECT VALUE 0x1F FROM c", "hexadecimal")]
    public void What_the_service_knows_and_this_parser_does_not_is_named(string sql, string name)
    {
        var error = Assert.Throws<ServiceException>(() => QueryParser.Parse(sql));

        Assert.Equal(501, error.Status);
        Assert.Contains(name, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT")]
    [InlineData("SELECT * FROM")]
    [InlineData("SELECT * FROM c WHERE (c.a = 1")]
    [InlineData("SELECT * FROM c WHERE c.a = 1 1")]
    [InlineData("SELECT * FROM c WHERE c..a")]
    [InlineData("SELECT * FROM c WHERE c.a IN 1")]
    [InlineData("SELECT * FROM c WHERE a = 1")]
    [InlineData("SELECT * FROM c OFFSET 1")]
    [InlineData("SELECT TOP 1 * FROM c OFFSET 1 LIMIT 1")]
    [InlineData("SELECT * FROM c WHERE c.a = @")]
    [InlineData("SELECT * FROM c WHERE c.a = #")]
    [InlineData("SELECT * FROM c WHERE c.a = '\\x'")]
    [InlineData("SELECT * FROM c WHERE LENGTH() = 1")]
    [InlineData("SELECT * FROM c ORDER c.a")]
    public void A_wrong_query_is_a_bad_request(string sql) =>
        Assert.Equal(400, Assert.Throws<ServiceException>(() => QueryParser.Parse(sql)).Status);

    [Fact]
    public void Deep_nesting_and_long_chains_are_refused_and_do_not_end_the_process()
    {
        Assert.Throws<ServiceException>(() => QueryParser.Parse($"SELECT VALUE {new string('(', 100_000)}1"));
        Assert.Throws<ServiceException>(() => QueryParser.Parse($"SELECT VALUE {string.Concat(Enumerable.Repeat("NOT ", 100_000))}true"));
        Assert.Throws<ServiceException>(() => QueryParser.Parse($"SELECT VALUE {string.Concat(Enumerable.Repeat("- ", 100_000))}1"));
        Assert.Throws<ServiceException>(() => QueryParser.Parse($"SELECT VALUE 1{string.Concat(Enumerable.Repeat(" + 1", 100_000))}"));
        Assert.Throws<ServiceException>(() => QueryParser.Parse($"SELECT VALUE c{string.Concat(Enumerable.Repeat(".a", 100_000))} FROM c"));

        var many = QueryParser.Parse($"SELECT * FROM c WHERE {string.Join(" OR ", Enumerable.Range(0, 10_000).Select(i => $"c.id = '{i}'"))}");
        Assert.Equal(10_000, Assert.IsType<Logical>(many.Where).Operands.Count);
    }

    private static string Text(Value value)
    {
        if (value.Kind == ValueKind.Undefined)
        {
            return "undefined";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
