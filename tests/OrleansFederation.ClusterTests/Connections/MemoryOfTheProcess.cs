namespace OrleansFederation.Connections;

/// <summary>Tests that measure the process's memory, which whatever runs beside them would add to.</summary>
[CollectionDefinition(nameof(MemoryOfTheProcess), DisableParallelization = true)]
public sealed class MemoryOfTheProcess;
