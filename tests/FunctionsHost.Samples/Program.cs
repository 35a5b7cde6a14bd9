using FunctionsHost.Samples;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSamples(new Recorder());
if (builder.Configuration["Samples:RefuseToStart"] is { } refusal)
{
    throw new InvalidOperationException(refusal);
}

await builder.Build().RunAsync();
