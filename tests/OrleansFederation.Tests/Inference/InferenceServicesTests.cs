using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFederation.Artifacts;

namespace OrleansFederation.Inference;

public sealed class InferenceServicesTests
{
    [Fact]
    public void Runner_and_exporter_are_singletons()
    {
        using var services = Build([]);

        Assert.Same(services.GetRequiredService<IModelRunner>(), services.GetRequiredService<IModelRunner>());
        Assert.Same(services.GetRequiredService<IModelExporter>(), services.GetRequiredService<IModelExporter>());
    }

    [Fact]
    public void Options_come_from_the_configuration()
    {
        using var services = Build(new() { ["Federation:Inference:SessionsKept"] = "3" });

        Assert.Equal(3, services.GetRequiredService<IOptions<InferenceOptions>>().Value.SessionsKept);
    }

    [Fact]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        using var services = Build(new() { ["Federation:Inference:SessionsKept"] = "0", ["Federation:Inference:QueueLength"] = "0" });

        var thrown = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<InferenceOptions>>().Value);

        Assert.Equal(2, thrown.Failures.SelectMany(failure => failure.Split(';')).Count());
    }

    private static ServiceProvider Build(Dictionary<string, string?> configuration) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build())
            .AddSingleton<IArtifactStore>(new MemoryArtifacts())
            .AddInference()
            .BuildServiceProvider();
}
