using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AzureStandIns.Tests;

public sealed class FunctionsApplicationTests
{
    [Fact]
    public void Program_of_an_app_builds_a_host_with_its_services()
    {
        var builder = FunctionsApplication.CreateBuilder(["--Greeting=hello"]);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<object>("registered by the app");

        using var host = builder.Build();

        Assert.Equal("registered by the app", host.Services.GetRequiredService<object>());
        Assert.Equal("hello", builder.Configuration["Greeting"]);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-00:00:01")]
    public void Retry_interval_that_is_no_delay_is_refused(string interval)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedDelayRetryAttribute(1, interval));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialBackoffRetryAttribute(1, "00:00:01", interval));
    }
}
