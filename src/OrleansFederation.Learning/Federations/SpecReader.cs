using System.Text;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Reads specs: validates them with every problem at once, fills defaults in and makes the canonical document.</summary>
public static class SpecReader
{
    /// <summary>The most bytes of UTF-8 that a canonical document may have; grains keep it in their state.</summary>
    public const int MaximumBytes = 64 * 1024;

    /// <summary>The most characters of JSON that are read at all.</summary>
    public const int MaximumCharacters = 1024 * 1024;

    private static readonly SpecCache Cache = new(capacity: 64);

    /// <summary>Reads a spec.</summary>
    /// <param name="json">JSON as <see cref="FederationSchema"/> describes it, for example made of a YAML file.</param>
    /// <returns>The spec, or every problem: FED1001, FED1002, FED1003, FED1005, FED1007, FED1009, FED1010, FED1024.</returns>
    public static SpecResult Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (SpecSyntax.Check(json) is { } malformed)
        {
            return new(null, null, [malformed]);
        }

        List<Problem> problems = [];
        using var document = JsonDocument.Parse(json);
        new SchemaWalker(problems).Check(document.RootElement, FederationSchema.Root, "");
        var spec = SpecMapper.Map(document.RootElement);
        SpecChecks.Run(spec, problems);
        if (problems.Count > 0)
        {
            return new(null, null, problems);
        }

        spec = SpecMapper.Ordered(spec);
        var canonical = CanonicalJson.Write(spec);
        var bytes = Encoding.UTF8.GetByteCount(canonical.Json);
        return bytes > MaximumBytes
            ? new(null, null, [FederationErrors.InvalidValue.At(SchemaWalker.Whole, $"the spec takes {bytes} bytes in canonical form, but at most {MaximumBytes} are allowed", "Shorten its longest lists, such as clients or clients.partition.counts.")])
            : new(spec, canonical, []);
    }

    /// <summary>Gives the spec of a canonical document. Fast where it was read lately: documents are told apart by digest.</summary>
    /// <param name="document">A document that <see cref="Read"/> made.</param>
    /// <exception cref="FederationException">FED2006 where the text does not match its digest; what <see cref="Read"/> reports where it was altered or written by another version.</exception>
    public static FederationSpec FromCanonical(SpecDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Cache.Get(document, static given =>
        {
            var digest = CanonicalJson.Digest(Encoding.UTF8.GetBytes(given.Json));
            return digest == given.Digest
                ? Read(given.Json).OrThrow().Spec
                : throw FederationErrors.ArtifactDamaged.Exception($"spec {given.Digest}", $"the spec's text has the digest {digest}");
        });
    }
}
