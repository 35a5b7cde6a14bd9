using System.Globalization;
using System.Text.Json;
using Fixia.Local.WebPubSub.Faults;

namespace Fixia.Local.Stack;

/// <summary>
/// A fault as the command line has it: <c>KIND</c> or <c>KIND,name=value,...</c>, with the names that
/// docs/web-pubsub-support.md lists.
/// </summary>
/// <param name="Part">The part that it makes fail.</param>
/// <param name="TurnOn">Makes it fail.</param>
internal sealed record FaultArgument(StackParts Part, Action<FixiaStack> TurnOn)
{
    private const string CosmosThrottled = "cosmosThrottled";

    /// <summary>The names of all kinds.</summary>
    public static string Kinds { get; } = string.Join(", ", Enum.GetValues<FaultKind>().Select(NameOf).Append(CosmosThrottled));

    /// <exception cref="FormatException">It is no fault; the message says what is wrong with it.</exception>
    public static FaultArgument Parse(string text)
    {
        try
        {
            var parts = text.Split(',', StringSplitOptions.TrimEntries);
            var parameters = new Parameters(parts.Skip(1));
            var fault = parts[0] == CosmosThrottled ? OfCosmos(parameters) : OfWebPubSub(parts[0], parameters);
            parameters.RequireAllTaken();
            return fault;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"--fault {text}: {e.Message}", e);
        }
    }

    private static FaultArgument OfCosmos(Parameters parameters)
    {
        var (probability, count) = (parameters.Number("probability", most: 1), parameters.Whole("count", least: 1));
        var retryAfter = TimeSpan.FromSeconds(parameters.Whole("retryAfterSeconds", least: 0) ?? 1);
        var container = parameters.Text("container");
        return (probability, count) switch
        {
            ({ }, { }) => throw new FormatException("it has either a probability or a count."),
            (_, { } next) => new(StackParts.Cosmos, stack => stack.CosmosFaults!.ThrottleNext(next, retryAfter, container)),
            _ => new(StackParts.Cosmos, stack => stack.CosmosFaults!.ThrottleAtRandom(probability ?? 1, retryAfter, container)),
        };
    }

    private static FaultArgument OfWebPubSub(string name, Parameters parameters)
    {
        var kind = Enum.GetValues<FaultKind>().Cast<FaultKind?>().SingleOrDefault(kind => NameOf(kind!.Value) == name)
            ?? throw new FormatException($"the kinds are {Kinds}.");
        var fault = new Fault
        {
            Kind = kind,
            Hub = parameters.Text("hub"),
            Probability = parameters.Number("probability", most: 1) ?? 1,
            Count = parameters.Whole("count", least: 1),
            Delay = TimeSpan.FromMilliseconds(parameters.Whole("delayMs", least: 1) ?? 0),
            RetryAfter = TimeSpan.FromSeconds(parameters.Whole("retryAfterSeconds", least: 0) ?? 1),
        };
        fault.Validate();
        return new(StackParts.WebPubSub, stack => stack.WebPubSubFaults!.Add(fault));
    }

    private static string NameOf(FaultKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>What comes after the kind. Each value is taken once; what nobody takes is a mistake.</summary>
    private sealed class Parameters
    {
        private readonly Dictionary<string, string> rest = [];

        public Parameters(IEnumerable<string> texts)
        {
            foreach (var text in texts)
            {
                if (text.Split('=', 2) is not [var name, { Length: > 0 } value] || !rest.TryAdd(name, value))
                {
                    throw new FormatException($"'{text}' is not one name=value.");
                }
            }
        }

        public string? Text(string name) => rest.Remove(name, out var text) ? text : null;

        public double? Number(string name, double most) => Text(name) is not { } text
            ? null
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= most
                ? value
                : throw new FormatException($"{name} must be a number from 0 to {most}.");

        public int? Whole(string name, int least) => Text(name) is not { } text
            ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least
                ? value
                : throw new FormatException($"{name} must be a whole number from {least}.");

        public void RequireAllTaken()
        {
            if (rest.Count > 0)
            {
                throw new FormatException($"it has no '{rest.Keys.First()}'.");
            }
        }
    }
}
