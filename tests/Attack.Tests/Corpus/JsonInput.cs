using System.Text;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>Makes JSON objects that are right but for a few changes.</summary>
internal static class JsonInput
{
    private static readonly string[] Wholes = ["", " ", "null", "[]", "{}", "\"\"", "0", "true", "{", "[{}]", "{}{}", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "//x\n{}", "{'a':1}", "\0", "{,}"];

    /// <summary>The bytes of an object of these members.</summary>
    /// <param name="random">What decides on the changes.</param>
    /// <param name="members">Names, and right values as JSON.</param>
    public static byte[] Create(Random random, params (string Name, string Json)[] members)
    {
        if (random.Next(20) == 0)
        {
            return Encoding.UTF8.GetBytes(random.Next(4) == 0 ? Odd.Json(random) : Wholes[random.Next(Wholes.Length)]);
        }

        var bytes = Encoding.UTF8.GetBytes(Write(random, [.. members]));
        return random.Next(12) == 0 ? Odd.Damage(bytes, random) : bytes;
    }

    /// <summary>A list of texts, as JSON.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(text => Odd.Quote(text)))}]";

    /// <summary>The object with up to three changes; without any in one of four.</summary>
    public static string Write(Random random, List<(string Name, string Json)> members)
    {
        for (var changes = random.Next(4); changes > 0 && members.Count > 0; changes--)
        {
            var i = random.Next(members.Count);
            var (name, json) = members[i];
            switch (random.Next(8))
            {
                case 0:
                    members.RemoveAt(i);
                    break;
                case 1:
                    members.Add((name, Odd.Json(random)));
                    break;
                case 2:
                    members[i] = (name.ToUpperInvariant(), json);
                    break;
                case 3:
                    members[i] = (name, random.Next(2) == 0 ? $"[{json}]" : $"{{\"a\":{json}}}");
                    break;
                case 4:
                    members.Insert(0, (Odd.Text(random), Odd.Json(random)));
                    break;
                default:
                    members[i] = (name, Odd.Json(random));
                    break;
            }
        }

        return $"{{{string.Join(',', members.Select(member => $"{Odd.Quote(member.Name, random)}:{member.Json}"))}}}";
    }
}
