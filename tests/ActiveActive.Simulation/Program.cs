using System.CommandLine;
using ActiveActive.Simulation.Strong;

var root = new RootCommand("Seeded simulation of the protocols. A schedule follows from its seed alone; a failing one is repeated with --seed N --schedules 1 --trace.")
{
    StrongCommand.Create(),
};
return root.Parse(args).Invoke();
