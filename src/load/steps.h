/* Side numbers of a run that are shown and never summed into LLSS (science.md 1.3). */
#ifndef LOAD_STEPS_H
#define LOAD_STEPS_H

/* Steps of both feet = cadence x minutes; NAN when one is unknown. 164 spm for 45 min:
 * 7,380. */
double load_steps(double cadence_spm, double minutes);

/* Metres of climb or descent per km, from 1 km on; NAN below, or when unknown, negative or
 * infinite. */
double load_m_per_km(double metres, double km);

/*
 * Experimental: steps/1000 x (1 + 0.09 (v - 3.0))^6.6, v in m/s clamped to 1.5..6. NAN when
 * unknown. Factor per step: 0.83 at 2.7 m/s, 1.34 at 3.5, 1.77 at 4.0, 2.31 at 4.5. Source:
 * Baggaley 2023 (strain by speed, C), Edwards 2009 (exponent, ex vivo, no repair, C).
 */
double load_bone_index(double steps, double speed_m_per_s);

#endif
