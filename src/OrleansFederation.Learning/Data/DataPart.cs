namespace OrleansFederation.Data;

/// <summary>The parts of a federation's data; fixed for the federation by its spec.</summary>
public enum DataPart
{
    /// <summary>A client's training part.</summary>
    Train = 0,

    /// <summary>A client's own test part: its share of the source's test set, divided as the training set is.</summary>
    Test = 1,

    /// <summary>The whole test set of the source.</summary>
    Central = 2,

    /// <summary>A client's own validation part: its share of the source's validation set, divided as the training set is.</summary>
    Validation = 3,
}
