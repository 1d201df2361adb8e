using OrleansFederation.Plugins;

namespace OrleansFederation.Samples;

/// <summary>A metric of two classes: what errors cost on average, where one that is missed costs more than a false alarm, and the share of those that are missed.</summary>
[Plugin("cost")]
public sealed class Cost : IMetricPlugin
{
    /// <inheritdoc/>
    public IMetricCount Begin(PluginOptions options) => new Count(options.Number("missed", 5), options.Number("alarm", 1));

    private sealed class Count(double missed, double alarm) : IMetricCount
    {
        private long _examples;
        private long _positive;
        private long _missed;
        private long _alarms;

        public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
        {
            var width = outputs.Length / targets.Length;
            for (var i = 0; i < targets.Length; i++)
            {
                var said = width == 1 ? outputs[i] > 0 : outputs[i * width + 1] > outputs[i * width];
                var isPositive = targets[i] > 0.5;
                _examples++;
                _positive += isPositive ? 1 : 0;
                _missed += isPositive && !said ? 1 : 0;
                _alarms += !isPositive && said ? 1 : 0;
            }
        }

        public IReadOnlyList<MetricSum> Sums() => [new("mean", missed * _missed + alarm * _alarms, _examples), new("missed", _missed, _positive)];
    }
}
