namespace OrleansFederation.Training;

/// <summary>The local optimisers.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with optional momentum (PyTorch's convention: no dampening).</summary>
    Sgd = 0,

    /// <summary>Adam (Kingma and Ba 2015).</summary>
    Adam = 1,

    /// <summary>AdamW (Loshchilov and Hutter 2019).</summary>
    AdamW = 2,
}
