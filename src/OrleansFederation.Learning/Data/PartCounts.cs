namespace OrleansFederation.Data;

/// <summary>How data that a client opened is divided.</summary>
/// <param name="Train">The examples for training.</param>
/// <param name="Validation">The examples for validation.</param>
/// <param name="Test">The examples for the test.</param>
/// <param name="Summary">What the reading of the training data found; null where nothing can be dropped or missing.</param>
public sealed record PartCounts(int Train, int Validation, int Test, DataSummary? Summary);
