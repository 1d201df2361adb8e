namespace OrleansFederation.Optimizers;

/// <summary>Every server optimiser. A new one is a line here and a file of its name beside it.</summary>
public static class ServerOptimizers
{
    /// <summary>The optimisers in alphabetical order of their names.</summary>
    public static IReadOnlyList<IServerOptimizer> All { get; } =
    [
        new FedAdagrad(),
        new FlowerAdagrad(),
        new FedAdam(),
        new FlowerAdam(),
        new FedAvgM(),
        new ServerSgd(),
        new FedYogi(),
        new FlowerYogi(),
    ];

    /// <summary>Finds an optimiser by its name.</summary>
    /// <param name="name">The name, as <c>server</c> in the spec has it.</param>
    /// <returns>The optimiser; null where there is none.</returns>
    public static IServerOptimizer? Find(string name) => All.FirstOrDefault(optimizer => optimizer.Name == name);
}
