namespace OrleansFederation.Training;

/// <summary>What steers a client's training besides its data; each over the trainable parameters, one after another.</summary>
/// <param name="Own">What the client kept of its last round.</param>
/// <param name="Common">What is the same for all clients; empty for zeros.</param>
/// <param name="Correction">What is added to every gradient.</param>
internal sealed record ClientVariate(float[] Own, ReadOnlyMemory<float> Common, float[] Correction);
