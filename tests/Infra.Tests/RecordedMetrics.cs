using System.Diagnostics.Metrics;
using System.Reflection;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Fixia.Infra.Tests;

/// <summary>Finds out what the app records, by recording it: every instrument with its dimensions and their values.</summary>
internal static class RecordedMetrics
{
    /// <summary>Instrument, dimension, values.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, HashSet<string>>> Collect()
    {
        var recorded = new Dictionary<string, Dictionary<string, HashSet<string>>>();
        using var services = new ServiceCollection().AddMetrics().AddSingleton<FixiaMetrics>().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                // The scope tells this test's meter from one that another test made.
                if (instrument.Meter.Name == FixiaMetrics.Name && instrument.Meter.Scope == factory)
                {
                    recorded[instrument.Name] = [];
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();

        var metrics = services.GetRequiredService<FixiaMetrics>();
        foreach (var method in typeof(FixiaMetrics).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            foreach (var arguments in Combinations(method.GetParameters()))
            {
                method.Invoke(metrics, arguments);
            }
        }

        return recorded;

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, value) in tags)
            {
                if (!recorded[instrument.Name].TryGetValue(key, out var values))
                {
                    recorded[instrument.Name][key] = values = [];
                }

                values.Add(value!.ToString()!);
            }
        }
    }

    private static IEnumerable<object?[]> Combinations(ReadOnlySpan<ParameterInfo> parameters)
    {
        if (parameters.IsEmpty)
        {
            return [[]];
        }

        var rest = Combinations(parameters[1..]).ToList();
        return Examples(parameters[0]).SelectMany(first => rest.Select(others => (object?[])[first, .. others]));
    }

    private static IEnumerable<object?> Examples(ParameterInfo parameter) => parameter.ParameterType switch
    {
        // Diagnostics knows nothing of pushes, and takes their outcomes as texts.
        _ when parameter.Name == "outcome" => Enum.GetNames<PushOutcome>(),
        var type when type == typeof(string) => ["ok"],
        var type when type == typeof(int) => [1],
        var type when type == typeof(TimeSpan) => [TimeSpan.FromSeconds(1)],
        var type => throw new NotSupportedException($"Add an example of {type} for a new kind of metric."),
    };
}
