namespace Fixia.Local.Cosmos.Sql;

/// <summary>Words that can't be an alias or the name of a document: https://learn.microsoft.com/azure/cosmos-db/nosql/query/keywords.</summary>
internal static class Keywords
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "AND", "ARRAY", "AS", "ASC", "BETWEEN", "BY", "DESC", "DISTINCT", "ESCAPE", "EXISTS", "FALSE", "FROM", "GROUP", "IN",
        "JOIN", "LIKE", "LIMIT", "NOT", "NULL", "OFFSET", "OR", "ORDER", "SELECT", "TOP", "TRUE", "UDF", "UNDEFINED", "VALUE",
        "WHERE",
    };

    public static bool IsReserved(string word) => Reserved.Contains(word);
}
