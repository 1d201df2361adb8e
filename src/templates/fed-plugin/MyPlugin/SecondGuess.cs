using OrleansFederation.Plugins;

namespace MyPlugin;

/// <summary>A metric: the share of the examples whose class is among the model's two best guesses. Only two sums of it leave the site.</summary>
[Plugin("second-guess")]
public sealed class SecondGuess : IMetricPlugin
{
    /// <inheritdoc/>
    public IMetricCount Begin(PluginOptions options) => new Count();

    private sealed class Count : IMetricCount
    {
        private long _examples;
        private long _right;

        public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
        {
            var classes = outputs.Length / targets.Length;
            for (var i = 0; i < targets.Length; i++)
            {
                var logits = outputs.Slice(i * classes, classes);
                var better = 0;
                foreach (var logit in logits)
                {
                    better += logit > logits[(int)targets[i]] ? 1 : 0;
                }

                _examples++;
                _right += better < 2 ? 1 : 0;
            }
        }

        public IReadOnlyList<MetricSum> Sums() => [new("share", _right, _examples)];
    }
}
