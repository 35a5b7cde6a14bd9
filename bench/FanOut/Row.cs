namespace FanOut;

/// <summary>One burst of one run.</summary>
internal sealed record Row(string Target, string Scenario, double DeliveriesPerSecond, double CpuMicroseconds, double BytesPerConnection);
