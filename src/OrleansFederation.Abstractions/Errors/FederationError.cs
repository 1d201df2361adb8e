namespace OrleansFederation.Errors;

/// <summary>One entry of the error registry: what a code means, what to do about it, and how programs are told.</summary>
/// <param name="Code">The stable code: <c>FED</c> and four digits. 1xxx input, 2xxx machine and connection, 3xxx rounds, 4xxx grants, 5xxx models, 6xxx inference.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Explanation">What leads to this error, for <c>fed explain CODE</c>.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="ExitCode">The exit code of <c>fed</c>, one of <see cref="ExitCodes"/>.</param>
/// <param name="HttpStatus">The status of an HTTP answer that carries this error.</param>
public sealed record FederationError(string Code, string Title, string Explanation, string Remedy, int ExitCode, int HttpStatus)
{
    /// <summary>Makes a problem of this kind.</summary>
    /// <param name="place">Where: a spec path, a file and offset, a client, a model version.</param>
    /// <param name="cause">What is wrong there, with the offending value.</param>
    /// <param name="remedy">A remedy closer to the case than the registry's; null takes the registry's.</param>
    public Problem At(string place, string cause, string? remedy = null) => new(Code, place, cause, remedy ?? Remedy);

    /// <summary>Makes an exception that carries one problem of this kind.</summary>
    /// <inheritdoc cref="At"/>
    public FederationException Exception(string place, string cause, string? remedy = null) => new(At(place, cause, remedy));
}
