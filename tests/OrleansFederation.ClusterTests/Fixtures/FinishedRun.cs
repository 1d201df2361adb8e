using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Federations;

namespace OrleansFederation.Fixtures;

/// <summary>Runs a federation named tiny to its end on a silo of its own.</summary>
internal static class FinishedRun
{
    /// <summary>Asks for something once it has finished.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="result">What is asked of the silo.</param>
    /// <param name="configure">What is otherwise in the silo.</param>
    public static async Task<T> OfAsync<T>(string spec, Func<RunningSilo, Task<T>> result, Action<IServiceCollection>? configure = null)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, configure);
        var federation = await silo.RunAsync(spec);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        return await result(silo);
    }

    /// <summary>The digests of the parameters of its versions, from the first on.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="configure">What is otherwise in the silo.</param>
    public static Task<string[]> DigestsAsync(string spec, Action<IServiceCollection>? configure = null) => OfAsync(spec, silo => silo.DigestsAsync(), configure);
}
