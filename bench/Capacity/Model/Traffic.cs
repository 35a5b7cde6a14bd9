namespace Fixia.Capacity.Model;

/// <summary>The ordinary traffic: notifications, reading, and visits that begin and end, each at random.</summary>
public sealed class Traffic(World world)
{
    /// <summary>Starts it.</summary>
    /// <param name="intensity">Its share of what comes at peak.</param>
    /// <param name="visits">Whether pages are opened and closed.</param>
    public void Start(double intensity, bool visits)
    {
        var notifications = world.Deployment.NotificationsPerSecond * intensity;
        Repeat(notifications, () => world.Simulation.Start(() => world.CreateAsync(AnyUser())));
        Repeat(notifications * Assumptions.ReadShare, () => world.Simulation.Start(() => world.MarkReadAsync(AnyUser())));
        if (visits)
        {
            Repeat(world.Deployment.VisitsPerSecond * intensity, () =>
            {
                world.Arrive(1, connected: false);
                world.LeaveOne();
            });
        }
    }

    private int AnyUser() => world.Simulation.Random.Next(world.Users);

    private void Repeat(double perSecond, Action action)
    {
        if (perSecond > 0)
        {
            world.Simulation.Start(async () =>
            {
                while (true)
                {
                    await world.Simulation.Delay(-Math.Log(1 - world.Simulation.Random.NextDouble()) / perSecond);
                    action();
                }
            });
        }
    }
}
