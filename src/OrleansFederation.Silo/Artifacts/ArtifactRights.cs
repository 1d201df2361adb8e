namespace OrleansFederation.Artifacts;

/// <summary>What a caller may do with an artifact over HTTP.</summary>
[Flags]
public enum ArtifactRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read what is published: global parameters and ONNX files.</summary>
    ReadPublished = 1,

    /// <summary>Read what is transient: partial sums of sites.</summary>
    ReadTransient = 2,

    /// <summary>Write what is transient.</summary>
    WriteTransient = 4,

    /// <summary>Write what lasts.</summary>
    WritePublished = 8,
}
