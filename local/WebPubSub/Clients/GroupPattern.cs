using System.Text;
using System.Text.RegularExpressions;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>A pattern of group names: concept-wildcard-group-roles, Pattern syntax.</summary>
internal sealed class GroupPattern
{
    private const int MaxStars = 5;

    private readonly Regex _regex;

    private GroupPattern(string regex) =>
        _regex = new Regex(regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public bool Matches(string group) => _regex.IsMatch(group);

    /// <summary>The pattern, or null when it breaks the rules: such a role grants nothing.</summary>
    public static GroupPattern? TryRead(string pattern)
    {
        if (pattern.Length == 0)
        {
            return null;
        }

        var regex = new StringBuilder(@"\A");
        var stars = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i++;
                    stars += 2;
                    regex.Append(".*");
                    break;
                case '*':
                    stars++;
                    regex.Append("[^.]*");
                    break;
                case '?':
                    regex.Append("[^.]");
                    break;
                case '\\':
                    if (++i == pattern.Length || pattern[i] is not ('\\' or '*' or '?'))
                    {
                        return null;
                    }

                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return stars <= MaxStars ? new GroupPattern(regex.Append(@"\z").ToString()) : null;
    }
}
