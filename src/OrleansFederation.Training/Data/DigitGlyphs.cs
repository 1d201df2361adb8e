namespace OrleansFederation.Data;

/// <summary>
/// The ways of writing each digit, drawn for this project: strokes through points of a unit square, x to the right and y downwards.
/// A smooth stroke is the Catmull-Rom curve through its points, the others are straight from point to point.
/// </summary>
internal static class DigitGlyphs
{
    /// <summary>One stroke.</summary>
    /// <param name="Smooth">Whether it is a curve.</param>
    /// <param name="Points">x and y of each point in turn.</param>
    public sealed record Stroke(bool Smooth, float[] Points);

    /// <summary>The ways of writing, by digit.</summary>
    public static IReadOnlyList<IReadOnlyList<Stroke[]>> All { get; } =
    [
        [
            [Curve(.5f, 0, .15f, .2f, .1f, .55f, .25f, .9f, .5f, 1, .8f, .85f, .9f, .5f, .8f, .15f, .5f, 0)],
            [Curve(.62f, .04f, .3f, .08f, .12f, .5f, .3f, .93f, .62f, .97f, .88f, .6f, .78f, .16f, .48f, .06f)],
        ],
        [
            [Line(.5f, 0, .5f, 1)],
            [Line(.25f, .25f, .55f, 0, .55f, 1)],
            [Line(.3f, .22f, .55f, 0, .55f, 1), Line(.25f, 1, .85f, 1)],
        ],
        [
            [Curve(.1f, .25f, .25f, .03f, .65f, 0, .85f, .25f, .6f, .6f, .1f, 1), Line(.1f, 1, .9f, 1)],
            [Curve(.12f, .2f, .4f, 0, .8f, .12f, .8f, .4f, .45f, .75f, .15f, .95f, .1f, .8f, .3f, .78f, .6f, .95f, .95f, .9f)],
        ],
        [
            [Curve(.15f, .1f, .5f, 0, .8f, .15f, .75f, .38f, .4f, .48f, .75f, .58f, .9f, .8f, .55f, 1, .1f, .88f)],
            [Line(.15f, .02f, .85f, .02f, .45f, .4f), Curve(.45f, .4f, .8f, .5f, .9f, .75f, .6f, 1, .12f, .9f)],
        ],
        [
            [Line(.25f, 0, .12f, .55f, .9f, .55f), Line(.7f, .15f, .65f, 1)],
            [Line(.68f, 1, .68f, 0, .08f, .65f, .95f, .65f)],
            [Curve(.22f, .02f, .18f, .35f, .3f, .52f, .72f, .45f), Line(.78f, .02f, .7f, 1)],
        ],
        [
            [Line(.85f, 0, .25f, 0, .2f, .42f), Curve(.2f, .42f, .55f, .36f, .88f, .6f, .75f, .92f, .4f, 1, .1f, .88f)],
            [Curve(.85f, .02f, .4f, .04f, .2f, .3f, .5f, .42f, .85f, .62f, .7f, .95f, .12f, .92f)],
        ],
        [
            [Curve(.75f, .02f, .35f, .25f, .12f, .65f, .3f, .97f, .7f, .97f, .85f, .7f, .6f, .5f, .25f, .6f, .15f, .75f)],
            [Curve(.6f, 0, .2f, .5f, .15f, .8f, .45f, 1, .8f, .85f, .75f, .6f, .4f, .55f, .18f, .75f)],
        ],
        [
            [Line(.1f, .03f, .9f, .03f, .4f, 1)],
            [Line(.1f, .03f, .9f, .03f, .4f, 1), Line(.3f, .5f, .75f, .5f)],
            [Line(.1f, .16f, .12f, .03f, .88f, .03f), Curve(.88f, .03f, .6f, .45f, .45f, 1)],
        ],
        [
            [Curve(.5f, .48f, .2f, .3f, .25f, .05f, .6f, 0, .8f, .2f, .5f, .48f, .15f, .72f, .25f, .97f, .65f, 1, .88f, .78f, .5f, .48f)],
            [Curve(.5f, .02f, .22f, .22f, .48f, .47f, .78f, .24f, .5f, .02f), Curve(.48f, .47f, .12f, .74f, .5f, 1, .88f, .74f, .48f, .47f)],
        ],
        [
            [Curve(.82f, .25f, .6f, .02f, .25f, .08f, .18f, .35f, .45f, .5f, .8f, .35f, .82f, .2f), Curve(.82f, .2f, .78f, .6f, .6f, 1)],
            [Curve(.8f, .3f, .55f, .02f, .2f, .2f, .3f, .48f, .62f, .46f, .8f, .28f, .8f, .7f, .55f, 1, .2f, .92f)],
        ],
    ];

    private static Stroke Line(params float[] points) => new(false, points);

    private static Stroke Curve(params float[] points) => new(true, points);
}
