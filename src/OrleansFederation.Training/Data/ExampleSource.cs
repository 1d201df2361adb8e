namespace OrleansFederation.Data;

/// <summary>The parts of one source.</summary>
/// <param name="Train">For training.</param>
/// <param name="Validation">For validation; null where the source has none.</param>
/// <param name="Test">For the test; null where the source has none.</param>
internal sealed record ExampleSource(ExamplePart Train, ExamplePart? Validation, ExamplePart? Test)
{
    /// <summary>The bytes that it keeps.</summary>
    public long Bytes => new[] { Train, Validation, Test }.OfType<ExamplePart>().Select(part => part.Store).Distinct(ReferenceEqualityComparer.Instance).Cast<IExampleStore>().Sum(store => store.Bytes)
        + sizeof(int) * ((Train.Members?.LongLength ?? 0) + (Validation?.Members?.LongLength ?? 0) + (Test?.Members?.LongLength ?? 0));

    /// <summary>A source of images that come in two sets.</summary>
    /// <param name="images">The training and the test images.</param>
    public static ExampleSource Of((ImageStore Train, ImageStore Test) images) => new(new(images.Train, null), null, new(images.Test, null));
}
