namespace OrleansFederation.Evaluation;

/// <summary>Counts what merges of a classification's outputs, example by example. Not safe for use by several threads at once: each has its own, and they merge to the same bits in any order.</summary>
public sealed class EvaluationTally
{
    /// <summary>The bins of confidence, of equal width.</summary>
    public const int ConfidenceBins = 15;

    /// <summary>The numbers of a bin of confidence: examples, sum of confidences, and those that came true.</summary>
    public const int ConfidenceCells = 3;

    private readonly int _classes;
    private readonly ScoreGrid? _grid;
    private readonly long[]? _confusion;
    private readonly long[]? _scores;
    private readonly long[] _reliability = new long[ConfidenceBins * ConfidenceCells];
    private readonly double[] _powers;
    private long _brier;
    private long _brierSquares;
    private long _notFinite;

    /// <summary>Starts with no example.</summary>
    /// <param name="classes">The number of classes, 2 or more.</param>
    public EvaluationTally(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        (_classes, _grid, _powers) = (classes, ScoreGrid.For(classes), new double[classes]);
        _confusion = classes <= Tallies.MostConfused ? new long[classes * classes] : null;
        _scores = _grid is { } grid ? new long[ScoreGrid.Counted(classes) * 2 * grid.Bins] : null;
    }

    /// <summary>Counts an example of two classes.</summary>
    /// <param name="logit">The log odds of the second class.</param>
    /// <param name="target">The share of the second class, 0 to 1; above one half the example counts as of it.</param>
    public void Add(double logit, double target)
    {
        var positive = target > 0.5;
        Confuse(positive ? 1 : 0, logit > 0 ? 1 : 0);
        if (!double.IsFinite(logit))
        {
            _notFinite++;
            return;
        }

        var probability = logit >= 0 ? 1 / (1 + Math.Exp(-logit)) : Math.Exp(logit) / (1 + Math.Exp(logit));
        Score(0, positive, logit);
        Rely(probability, positive);
        Brier((probability - target) * (probability - target));
    }

    /// <summary>Counts an example.</summary>
    /// <param name="logits">A logit a class; of two classes their difference is what counts.</param>
    /// <param name="target">The example's class.</param>
    public void Add(ReadOnlySpan<float> logits, int target)
    {
        if (_classes == 2)
        {
            Add((double)logits[1] - logits[0], target);
            return;
        }

        var best = 0;
        var isFinite = true;
        for (var i = 0; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
            isFinite &= float.IsFinite(logits[i]);
        }

        Confuse(target, best);
        if (!isFinite)
        {
            _notFinite++;
            return;
        }

        // The others are summed without the greatest, since their sum would drown in it.
        var others = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            _powers[i] = Math.Exp((double)logits[i] - logits[best]);
            others += i == best ? 0 : _powers[i];
        }

        var squares = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            var error = _powers[i] / (1 + others) - (i == target ? 1 : 0);
            squares += error * error;
            if (_scores is not null)
            {
                Score(i, i == target, i == best ? -Math.Log(others) : (double)logits[i] - logits[best] - Math.Log(1 + others - _powers[i]));
            }
        }

        Rely(1 / (1 + others), best == target);
        Brier(squares);
    }

    /// <summary>Adds what another has counted.</summary>
    /// <param name="other">The other, of as many classes.</param>
    public void Add(EvaluationTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Sum(_confusion, other._confusion);
        Sum(_scores, other._scores);
        Sum(_reliability, other._reliability);
        _brier = checked(_brier + other._brier);
        _brierSquares = checked(_brierSquares + other._brierSquares);
        _notFinite += other._notFinite;
    }

    /// <summary>Gives what was counted, as it travels.</summary>
    public Tallies ToTallies() => new()
    {
        Classes = _classes,
        GridBits = _grid?.Bits ?? 0,
        Confusion = _confusion is null ? null : SparseCounts.Of(_confusion),
        Scores = _scores is null ? null : SparseCounts.Of(_scores),
        Reliability = SparseCounts.Of(_reliability),
        BrierUnits = _brier,
        BrierSquareUnits = _brierSquares,
        NotFinite = _notFinite,
    };

    private void Confuse(int target, int predicted)
    {
        if (_confusion is not null)
        {
            _confusion[target * _classes + predicted]++;
        }
    }

    private void Score(int @class, bool isOfIt, double logOdds)
    {
        if (_scores is not null && _grid is { } grid)
        {
            _scores[((2 * @class) + (isOfIt ? 1 : 0)) * grid.Bins + grid.BinOf(logOdds)]++;
        }
    }

    private void Rely(double confidence, bool cameTrue)
    {
        var bin = Math.Min((int)(confidence * ConfidenceBins), ConfidenceBins - 1) * ConfidenceCells;
        _reliability[bin]++;
        _reliability[bin + 1] = checked(_reliability[bin + 1] + FixedPoint.Of(confidence));
        _reliability[bin + 2] += cameTrue ? 1 : 0;
    }

    private void Brier(double score)
    {
        _brier = checked(_brier + FixedPoint.Of(score));
        _brierSquares = checked(_brierSquares + FixedPoint.Of(score * score));
    }

    private static void Sum(long[]? into, long[]? counts)
    {
        for (var i = 0; i < into?.Length; i++)
        {
            into[i] += counts![i];
        }
    }
}
