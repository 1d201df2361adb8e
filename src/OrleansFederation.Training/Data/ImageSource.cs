namespace OrleansFederation.Data;

/// <summary>The training and the test images of one source.</summary>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
internal sealed record ImageSource(ImageStore Train, ImageStore Test)
{
    /// <summary>The bytes that it keeps.</summary>
    public long Bytes => Train.Pixels.LongLength + Test.Pixels.LongLength;
}
