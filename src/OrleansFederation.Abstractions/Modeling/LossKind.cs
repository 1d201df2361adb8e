namespace OrleansFederation.Modeling;

/// <summary>The losses; each is the mean over the examples of a batch.</summary>
public enum LossKind
{
    /// <summary>Softmax cross-entropy on logits against a class index.</summary>
    CrossEntropy = 0,

    /// <summary>Binary cross-entropy on one logit an output against 0 or 1.</summary>
    Bce = 1,

    /// <summary>Mean squared error against real targets.</summary>
    Mse = 2,
}
