using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Diagnostics;

/// <summary>The app settings <c>Telemetry__*</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Which share of the traces is exported, 0 to 1; all of them unless set. Metrics always count everything.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 1;
}
