using System.Globalization;
using System.Text;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Tests.Preferences;

public sealed class CombinationTests
{
    /// <summary>How many questions of each user are among the vectors.</summary>
    private const int Sample = 8;

    /// <summary>Shares no divisor with the number of questions, so that the samples pass through all of them.</summary>
    private const int Stride = 37;

    private static readonly DateTimeOffset At = DateTimeOffset.Parse(Combination.At, CultureInfo.InvariantCulture);

    [Fact]
    public void Whatever_comes_together_the_strongest_rule_decides()
    {
        foreach (var user in Combination.OfUser)
        {
            var questions = user.Questions.ToList();
            var situation = Situation(user, questions);
            foreach (var question in questions)
            {
                var ruling = situation.Resolver.ResolveFor(
                    question.IsRequired ? "security" : "message", question.IsCritical ? "critical" : "normal", situation.Preferences, question.Device?.Id, At);
                Assert.Equal((question, question.Expected.Attention == "silent"), (question, ruling.Attention == Attention.Silent));
            }
        }
    }

    [Fact]
    public void What_is_critical_is_never_more_silent_than_what_is_not()
    {
        foreach (var user in Combination.OfUser)
        {
            var questions = user.Questions.ToList();
            var situation = Situation(user, questions);
            foreach (var id in questions.Select(question => question.Device?.Id).Distinct())
            {
                var normal = situation.Resolver.ResolveFor("message", "normal", situation.Preferences, id, At);
                var critical = situation.Resolver.ResolveFor("message", "critical", situation.Preferences, id, At);
                Assert.True(critical.Attention <= normal.Attention, $"{user} on {id}");
            }
        }
    }

    [Fact]
    public void The_vectors_are_those_that_the_rules_ask_for()
    {
        var text = new StringBuilder("[\n");
        foreach (var (i, user) in Combination.OfUser.Index())
        {
            var questions = user.Questions.ToList();
            text.Append(user.ToSituation(i, [.. Enumerable.Range(i * Sample, Sample).Select(n => questions[n * Stride % questions.Count])]));
            text.Append(i == Combination.OfUser.Count - 1 ? "\n" : ",\n");
        }

        text.Append("]\n");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Vectors.PathOf(Vectors.Combinations), text.ToString());
        }

        Assert.Equal(text.ToString(), File.ReadAllText(Vectors.PathOf(Vectors.Combinations)));
    }

    private static Vectors.Situation Situation(Combination user, IReadOnlyList<Combination> questions) =>
        new(System.Text.Json.JsonElement.Parse(user.ToSituation(0, questions)));
}
