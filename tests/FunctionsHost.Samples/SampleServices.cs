using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Samples;

/// <summary>What the sample functions need.</summary>
public static class SampleServices
{
    public static IServiceCollection AddSamples(this IServiceCollection services, Recorder recorder) =>
        services.AddSingleton(recorder).AddScoped<ScopedService>();
}
