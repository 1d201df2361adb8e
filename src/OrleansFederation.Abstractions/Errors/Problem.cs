namespace OrleansFederation.Errors;

/// <summary>One thing that is wrong: its code, the place, the cause and the remedy. Expected refusals are values of this type.</summary>
/// <param name="Code">The code in <see cref="FederationErrors"/>.</param>
/// <param name="Place">Where: a spec path such as <c>model.layers[2].out</c>, a file and offset, a client, a version.</param>
/// <param name="Cause">What is wrong there.</param>
/// <param name="Remedy">What to do about it.</param>
[GenerateSerializer, Immutable, Alias("of.problem")]
public sealed record Problem(
    [property: Id(0)] string Code,
    [property: Id(1)] string Place,
    [property: Id(2)] string Cause,
    [property: Id(3)] string Remedy)
{
    /// <summary>The problem on one line.</summary>
    public override string ToString() => $"{Code} at {Place}: {Cause} ({Remedy})";
}
